// Clicks on anything with data-act go to Python with the element's data.
element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-act]');
  if (target && element.contains(target) && !target.disabled) trigger('click', { ...target.dataset });
});
