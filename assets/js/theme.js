// Light or dark: the system's choice until the user makes one, then the user's, on every visit.
const wish = localStorage.getItem('warhol-theme');
if (wish) document.body.classList.toggle('dark', wish === 'dark');
element.addEventListener('click', (event) => {
  if (!event.target.closest('.theme-switch')) return;
  const dark = document.body.classList.toggle('dark');
  localStorage.setItem('warhol-theme', dark ? 'dark' : 'light');
});
