// A presentation over the whole screen: arrows, space or a click turn the slides, Escape ends it.
let round = '';
const stage = () => element.querySelector('.board-show');
const slides = () => [...element.querySelectorAll('section')];

let before = null;

function turn(step) {
  const all = slides();
  const now = all.findIndex((slide) => !slide.hidden);
  const next = Math.min(all.length - 1, Math.max(0, now + step));
  all.forEach((slide, number) => { slide.hidden = number !== next; });
}

function end() {
  if (!stage()?.classList.contains('open')) return;
  stage().classList.remove('open');
  if (document.fullscreenElement) document.exitFullscreen();
  before?.focus?.();
}

watch('value', () => {
  const show = stage();
  if (!show || show.dataset.round === round) return;
  round = show.dataset.round;
  before = document.activeElement;
  show.classList.add('open');
  show.focus();
  // Some browsers refuse the whole screen; then the window has to do.
  show.requestFullscreen?.().catch(() => {});
});

document.addEventListener('fullscreenchange', () => {
  if (!document.fullscreenElement) end();
});

document.addEventListener('keydown', (event) => {
  if (!stage()?.classList.contains('open') || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'Tab') {  // nothing under the slides is reached
    const buttons = [...element.querySelectorAll('nav button')];
    const now = buttons.indexOf(document.activeElement);
    buttons[(now + (event.shiftKey ? buttons.length - 1 : 1)) % buttons.length].focus();
    return event.preventDefault();
  }
  if (event.key === ' ' && event.target.closest?.('nav')) return;
  const step = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ' ': 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }[event.key];
  if (step) { turn(step); event.preventDefault(); }
  if (event.key === 'Home') turn(-1e6);
  if (event.key === 'End') turn(1e6);
  if (event.key === 'Escape') end();
});

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-turn]');
  if (button && button.dataset.turn === '0') return end();
  if (button) return turn(Number(button.dataset.turn));
  if (event.target.closest('section')) turn(1);
});
