// Says so when the network is gone or the server failed, and keeps what was typed on the page.
export function network(): void {
  const notice = document.getElementById("offline");
  if (!notice) return;
  const show = (): void => { notice.hidden = navigator.onLine; };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
  document.addEventListener("htmx:error", () => { notice.hidden = false; });
  document.addEventListener("htmx:after:request", () => { if (navigator.onLine) notice.hidden = true; });
  // A form submitted offline would end on the browser's own error page and lose what was typed.
  document.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
  }, { capture: true });
}
