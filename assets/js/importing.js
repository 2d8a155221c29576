// The drawer of shops: clicks and the list of formats become acts; its buttons press the hidden doors for files.
const say = (source, more) => trigger('click', { ...source.dataset, ...more });
const inside = (target) => target && element.contains(target) && !target.disabled;

element.addEventListener('click', (event) => {
  const file = event.target.closest('[data-file]');
  if (inside(file)) {
    document.querySelector('#' + file.dataset.file)?.parentElement.querySelector('input[type=file]')?.click();
    return;
  }
  if (event.target.closest('select, summary, a')) return;
  const target = event.target.closest('[data-act]');
  if (!inside(target)) return;
  if (target.dataset.act === 'start' || target.dataset.act === 'stop') target.disabled = true;
  say(target);
});
element.addEventListener('change', (event) => {
  const target = event.target.closest('select[data-act]');
  if (inside(target)) say(target, { value: target.value });
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && element.querySelector('.im-drawer')) trigger('click', { act: 'close' });
});
