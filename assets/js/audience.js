// The Audience tab in the browser: clicks, lists, sliders and forms become acts; a dropped picture is searched for.
const root = document.documentElement;
const home = element.closest('[id^="audience-"]')?.id;
const BUSY_MS = 200, PATIENCE_MS = 180000;
// One flag for all of our elements: what was asked last, until its answer is there.
const wait = () => {
  clearTimeout(window.warholAudienceBusy);
  window.warholAudienceBusy = setTimeout(() => {
    root.dataset.audienceBusy = 'yes';
    window.warholAudienceBusy = setTimeout(rest, PATIENCE_MS);
  }, BUSY_MS);
};
const rest = () => {
  clearTimeout(window.warholAudienceBusy);
  delete root.dataset.audienceBusy;
};
const say = (source, more) => {
  wait();
  trigger('click', { ...source.dataset, ...more });
};
const input = (id) => document.querySelector('#' + id)?.parentElement.querySelector('input[type=file]');
const inside = (target) => target && element.contains(target) && !target.disabled;

element.addEventListener('click', (event) => {
  const file = event.target.closest('[data-file]');
  if (inside(file)) return input(file.dataset.file)?.click();
  if (event.target.closest('select, input, summary')) return;
  const target = event.target.closest('[data-act]');
  if (inside(target) && !target.matches('form, select, input')) say(target);
});
element.addEventListener('change', (event) => {
  const target = event.target.closest('select[data-act], input[data-act]');
  if (inside(target)) say(target, { value: target.value });
});
element.addEventListener('input', (event) => {
  const target = event.target.closest('input[type=range][data-act]');
  const row = target?.closest('.au-row');
  if (!row) return;
  const all = [...row.querySelectorAll('input[type=range]')];
  const total = all.reduce((sum, each) => sum + Number(each.value), 0);
  for (const each of all) each.nextElementSibling.textContent = Math.round((100 * each.value) / total) + ' %';
});
element.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target.closest('form[data-act]');
  if (inside(form)) say(form, { value: new FormData(form).get('value') || '' });
});

// A new place begins at its top, the way a new page would.
let place = '';
watch('value', () => {
  if (home === 'audience-answer') rest();
  if (home !== 'audience-stage') return;
  const now = element.querySelector('.au-page, .au-compare, .au-found, .au-wall, .au-map, .au-table')?.className || '';
  const title = element.querySelector('h2')?.textContent || '';
  if (place && place !== now + title) window.scrollTo({ top: 0 });
  place = now + title;
});

// Pictures dropped or pasted on this tab are searched for.  Only one of our elements listens.
if (home === 'audience-stage') {
  const here = () => element.offsetParent !== null;
  const carries = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
  const search = (files) => {
    const file = [...files].find((one) => one.type.startsWith('image/') || /\.(heic|heif)$/i.test(one.name)) || files[0];
    const door = input('audience-picture');
    if (!file || !door) return;
    const transfer = new DataTransfer();
    transfer.items.add(file);
    wait();
    door.files = transfer.files;
    door.dispatchEvent(new Event('change', { bubbles: true }));
  };
  window.addEventListener('dragover', (event) => {
    if (!here() || !carries(event)) return;
    event.preventDefault();
    root.dataset.dropping = 'yes';
  });
  window.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) delete root.dataset.dropping;
  });
  window.addEventListener('drop', (event) => {
    if (!here() || !carries(event)) return;
    delete root.dataset.dropping;
    event.preventDefault();
    search(event.dataTransfer.files);
  });
  window.addEventListener('paste', (event) => {
    if (here() && event.clipboardData?.files.length) search(event.clipboardData.files);
  });
}
