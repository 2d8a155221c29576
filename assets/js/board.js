// The board's bar: compare and clear change the wall, present and the files are made.
const box = () => element.querySelector('input');
const KEY = 'warhol-board-title';

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-board]');
  if (!button || button.disabled) return;
  const act = button.dataset.board;
  trigger(act === 'compare' || act === 'clear' ? 'submit' : 'click', { act, title: box()?.value.trim() || '' });
});

element.addEventListener('input', () => localStorage.setItem(KEY, box()?.value || ''));

function remember() {
  if (box()) box().value = localStorage.getItem(KEY) || '';
}
watch('value', remember);
remember();
