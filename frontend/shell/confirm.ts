// `data-confirm="sentence"` on a form, a button, a link or an htmx element asks in our own dialog before it goes on.
// The event is held back in the capture phase, so plain forms and htmx are treated alike. The answer is red where the
// button pressed is, or where `data-danger` stands: for what removes something or cannot be undone, for nothing else.
export function askFirst(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm");
  const words = document.querySelector("#confirm-text");
  const yes = document.querySelector("[data-confirm-yes]");
  if (!dialog || !words || !yes) return;
  let allowed: Element | null = null;

  const ask = (event: Event, asked: Element, pressed: Element | null, goOn: () => void): void => {
    if (allowed === asked) {
      allowed = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    words.textContent = asked.getAttribute("data-confirm");
    const danger = asked.matches("[data-danger], .danger") || Boolean(pressed?.matches(".danger"));
    yes.classList.toggle("danger", danger);
    yes.classList.toggle("primary", !danger);
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
    if (form.matches("[data-confirm]")) ask(event, form, submitter, () => form.requestSubmit(submitter));
  }, { capture: true });
  document.addEventListener("click", (event) => {
    const asked = (event.target as Element).closest<HTMLElement>("[data-confirm]:not(form)");
    if (asked) ask(event, asked, null, () => asked.click());
  }, { capture: true });
}
