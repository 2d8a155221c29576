// The finer picture of a design: decoded first, then put in the quick one's place, if that design is still there.
watch('value', () => {
  const carried = element.querySelector('[data-src]');
  if (!carried) return;
  const { designId, src } = carried.dataset;
  const there = () => document.querySelector(`.design-stage[data-design-id="${CSS.escape(designId)}"] .made .after`);
  if (!there()) return;
  const finer = new Image();
  finer.src = src;
  finer.decode().then(() => { const shown = there(); if (shown) { shown.src = src; shown.dataset.fine = 'yes'; } }, () => {});
});
