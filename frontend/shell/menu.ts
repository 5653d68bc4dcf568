// The whole menu on a phone, with every group of it open. The links lead to #nav, which CSS shows by :target when this
// script is missing; a group then opens by a tap.
export function menu(): void {
  const nav = document.getElementById("nav");
  if (!nav) return;
  const openers = document.querySelectorAll<HTMLElement>("[data-menu]");
  let opener: HTMLElement | null = null;

  const show = (open: boolean): void => {
    nav.classList.toggle("open", open);
    if (open) nav.querySelectorAll("details").forEach((group) => (group.open = true));
    openers.forEach((one) => one.setAttribute("aria-expanded", String(open)));
    if (open) nav.querySelector<HTMLElement>("a")?.focus();
    else opener?.focus();
  };
  openers.forEach((one) => {
    one.setAttribute("role", "button");
    one.addEventListener("click", (event) => {
      event.preventDefault();
      opener = one;
      show(!nav.classList.contains("open"));
    });
  });
  nav.querySelector("[data-menu-close]")?.addEventListener("click", (event) => {
    event.preventDefault();
    show(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && nav.classList.contains("open")) show(false);
  });
}
