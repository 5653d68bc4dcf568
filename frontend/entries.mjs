// Every script and style sheet that a page loads, by the name it has under linli/web/static/built/. A new one is a line here.
export const entries = [
  { out: "linli", in: "shell/linli.ts" },
  { out: "linli", in: "shell/linli.css" },
];
