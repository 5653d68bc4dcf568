// `data-confirm="sentence"` on a form, a button, a link or an htmx element asks in our own dialog before it goes on.
// The event is held back in the capture phase, so plain forms and htmx are treated alike.
export function askFirst(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm");
  const words = document.querySelector("#confirm-text");
  if (!dialog || !words) return;
  let allowed: Element | null = null;

  const ask = (event: Event, asked: Element, goOn: () => void): void => {
    if (allowed === asked) {
      allowed = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    words.textContent = asked.getAttribute("data-confirm");
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      allowed = asked;
      goOn();
      allowed = null;
    }, { once: true });
    dialog.showModal();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const submitter = event.submitter;
    if (form.matches("[data-confirm]")) ask(event, form, () => form.requestSubmit(submitter));
  }, { capture: true });
  document.addEventListener("click", (event) => {
    const asked = (event.target as Element).closest<HTMLElement>("[data-confirm]:not(form)");
    if (asked) ask(event, asked, () => asked.click());
  }, { capture: true });
}
