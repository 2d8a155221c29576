
// The points over a person's photo: drag one, double-click what cannot be seen, paint what stays in front.
{
const GRID = 1000;
let held = null, line = null;
const board = () => desk()?.querySelector('.ty-marks');
const svgOf = (marks) => marks.querySelector('svg');
const strokesOf = (svg) => JSON.parse(svg.dataset.strokes || '[]');

function spot(svg, event) {
  const box = svg.getBoundingClientRect();
  const clamp = (value) => Math.min(Math.max(value, 0), 1);
  return [clamp((event.clientX - box.left) / box.width), clamp((event.clientY - box.top) / box.height)];
}

function place(svg, circle, [x, y]) {
  const wide = svg.viewBox.baseVal.width, n = circle.dataset.point;
  circle.setAttribute('cx', x * wide);
  circle.setAttribute('cy', y * GRID);
  for (const bone of svg.querySelectorAll('line')) {
    const [a, b] = bone.dataset.bone.split(' ');
    if (a === n) { bone.setAttribute('x1', x * wide); bone.setAttribute('y1', y * GRID); }
    if (b === n) { bone.setAttribute('x2', x * wide); bone.setAttribute('y2', y * GRID); }
  }
}

function send(svg) {
  const wide = svg.viewBox.baseVal.width;
  const dots = [...svg.querySelectorAll('circle')];
  push({
    act: 'points',
    points: dots.map((dot) => [Number(dot.getAttribute('cx')) / wide, Number(dot.getAttribute('cy')) / GRID]),
    visible: dots.map((dot) => dot.dataset.seen === 'true'),
    strokes: strokesOf(svg),
  });
}

window.addEventListener('pointerdown', (event) => {
  const marks = inside(event.target) && event.target.closest('.ty-marks');
  if (!marks || event.button > 0) return;
  const svg = svgOf(marks), tool = marks.dataset.tool;
  if (tool === 'move') {
    const circle = event.target.closest('circle');
    if (circle) { held = { svg, circle, from: [event.clientX, event.clientY], moved: false }; event.preventDefault(); }
    return;
  }
  event.preventDefault();
  const width = Number(desk().querySelector('[name=brush]')?.value || 0.024);
  const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
  drawn.dataset.kind = tool;
  drawn.setAttribute('stroke-width', width * Math.max(svg.viewBox.baseVal.width, GRID));
  svg.querySelector('.painted').append(drawn);
  line = { svg, drawn, kind: tool, width, points: [spot(svg, event)] };
});

window.addEventListener('pointermove', (event) => {
  if (held) {
    const far = Math.hypot(event.clientX - held.from[0], event.clientY - held.from[1]);
    if (far < 3 && !held.moved) return;
    held.moved = true;
    return place(held.svg, held.circle, spot(held.svg, event));
  }
  if (!line) return;
  line.points.push(spot(line.svg, event));
  const wide = line.svg.viewBox.baseVal.width;
  line.drawn.setAttribute('points', line.points.map(([x, y]) => x * wide + ',' + y * GRID).join(' '));
});

function drop() {
  if (held?.moved) send(held.svg);
  held = null;
  if (!line) return;
  const { svg, kind, width, points } = line;
  line = null;
  svg.dataset.strokes = JSON.stringify([...strokesOf(svg), { kind, width, points }]);
  send(svg);
}
window.addEventListener('pointerup', drop);
window.addEventListener('pointercancel', drop);

document.addEventListener('dblclick', (event) => {
  const circle = inside(event.target) && event.target.closest('circle');
  if (!circle) return;
  circle.dataset.seen = circle.dataset.seen === 'true' ? 'false' : 'true';
  send(circle.closest('svg'));
});

// A point that has the focus moves with the arrows.
document.addEventListener('keydown', (event) => {
  const circle = inside(event.target) && event.target.closest?.('circle');
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!circle || !step) return;
  event.preventDefault();
  const svg = circle.closest('svg'), by = event.shiftKey ? 0.02 : 0.004;
  const x = Number(circle.getAttribute('cx')) / svg.viewBox.baseVal.width, y = Number(circle.getAttribute('cy')) / GRID;
  place(svg, circle, [x + step[0] * by, y + step[1] * by]);
  clearTimeout(circle.sending);
  circle.sending = setTimeout(() => send(svg), 400);
});

document.addEventListener('click', (event) => {
  const tool = inside(event.target) && event.target.closest('button[data-tool]');
  if (tool) {
    for (const each of tool.parentElement.children) each.setAttribute('aria-pressed', String(each === tool));
    board().dataset.tool = tool.dataset.tool;
  }
  if (inside(event.target) && event.target.closest('[data-mark=unstroke]')) {
    const svg = svgOf(board()), strokes = strokesOf(svg);
    if (!strokes.length) return;
    svg.dataset.strokes = JSON.stringify(strokes.slice(0, -1));
    svg.querySelector('.painted').lastElementChild?.remove();
    send(svg);
  }
});
}
