// Clicks, drags and typing in the Design tab.  A moving control asks for previews; letting go of it is one change.
const SETTLED_MS = 450;
const FILES = { photo: 'design-photo', 'own-cloth': 'design-cloth', 'palette-picture': 'design-palette' };
const push = (act) => window.warholDesign?.push(act);
const input = (id) => document.querySelector('#' + id)?.parentElement.querySelector('input[type=file]');
let settling = null;

const valueOf = (control) => {
  if (control.type !== 'range') return control.value;
  const number = Number(control.value);
  return { scale: 2 ** number, share: number / 100 }[control.dataset.change] ?? number;
};
const changeOf = (control) => ({ [control.dataset.change]: valueOf(control) });

function say(control) {
  const output = control.parentElement.querySelector('output');
  if (!output || control.type !== 'range') return;
  const value = valueOf(control);
  if (control.dataset.less) {
    const percent = Math.round(100 * value);
    output.textContent = percent ? (percent > 0 ? '+' : '−') + Math.abs(percent) + ' %' : 'as is';
  } else output.textContent = control.dataset.change === 'scale' ? '× ' + value.toFixed(2) : Math.round(100 * value) + ' %';
}

element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-act]');
  if (!target || target.disabled || target.matches('select, input')) return;
  if (event.target.closest('input, label') && target.classList.contains('ink')) {
    if (target.dataset.chosen === 'true') return;
  }
  const { act, id } = target.dataset;
  if (FILES[act]) return input(FILES[act])?.click();
  push({ act, id });
});

element.addEventListener('input', (event) => {
  const control = event.target.closest('[data-change]');
  if (!control || control.type === 'text') return;
  say(control);
  push({ act: 'preview', changes: changeOf(control) });
  clearTimeout(settling);
  // A colour picker stays open and says "change" only when it closes; a pause is as good.
  if (control.type === 'color') settling = setTimeout(() => push({ act: 'tweak', changes: changeOf(control) }), SETTLED_MS);
});

element.addEventListener('change', (event) => {
  const control = event.target.closest('[data-change]');
  const list = event.target.closest('select[data-act], input[data-act]');
  clearTimeout(settling);
  if (control) {
    push({ act: 'tweak', changes: changeOf(control) });
    // What is no colour is explained by Python and changes nothing, so nothing would put the old one back.
    if (control.matches('.hex') && !/^#?([0-9a-f]{3}){1,2}$/i.test(control.value.trim())) control.value = control.getAttribute('value');
  } else if (list?.matches('select')) push({ act: list.dataset.act, id: list.value });
  else if (list) push({ act: list.dataset.act, value: list.value });
});

element.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && event.target.matches('input[type=text]')) event.target.blur();
});

// What Python says counts, also where the user had moved a control to something that could not be.
watch('value', () => {
  for (const control of element.querySelectorAll('input[value]')) {
    if (control !== document.activeElement || control.type === 'range') control.value = control.getAttribute('value');
  }
  for (const list of element.querySelectorAll('select[data-value]')) list.value = list.dataset.value;
});
