// Saving: which file (a size, a paper) and the backdrop that is chosen at this moment; a JPEG of no backdrop is on white.
element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-act]');
  if (!target || target.disabled || target.dataset.busy) return;
  const colour = document.documentElement.style.getPropertyValue('--ground');
  target.dataset.busy = 'yes';
  trigger('click', { act: target.dataset.act, id: target.dataset.id, colour });
});
