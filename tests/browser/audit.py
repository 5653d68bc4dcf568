"""Accessibility checks on the rendered document. Each function returns the elements that fail."""

from pathlib import Path

TAP = 48
AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"

_VISIBLE = """
const visible = (e) => {
  if (e.closest('.unseen, [hidden], dialog:not([open])')) return false;
  const s = getComputedStyle(e), r = e.getBoundingClientRect();
  return s.visibility !== 'hidden' && s.display !== 'none' && r.width > 0 && r.height > 0 && r.right > 0;
};
const told = (e) => e.outerHTML.replace(/\\s+/g, ' ').slice(0, 110);
"""

SMALL = """
(tap) => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(visible)
  .filter((e) => !e.closest('p, .notice li, td .small, .skip'))
  .filter((e) => {
    const box = (e.matches('[type=checkbox], [type=radio]') && e.closest('label') || e).getBoundingClientRect();
    return box.width < tap - 0.5 || box.height < tap - 0.5;
  })
  .map((e) => { const b = e.getBoundingClientRect(); return `${Math.round(b.width)}x${Math.round(b.height)} ${told(e)}`; })
"""

NAMELESS = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=img], svg[role]')]
  .filter(visible)
  .filter((e) => {
    const by = (e.getAttribute('aria-labelledby') || '').split(' ').map((i) => document.getElementById(i)?.textContent || '').join('');
    const label = e.labels ? [...e.labels].map((l) => l.textContent).join('') : '';
    return !(e.getAttribute('aria-label') || by || label || e.textContent || e.title || '').trim();
  })
  .map(told)
"""

PALE = """
() => {
  const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const light = ([r, g, b]) => [r, g, b].map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; })
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c; } return [255, 255, 255]; };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.textContent.trim() || !e || e.closest('svg, script, option') || !visible(e) || e.closest('[disabled], [aria-disabled=true]')) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const [a, b] = [light(parse(style.color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05), need = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    if (ratio < need) found.add(`${ratio.toFixed(2)} ${told(e)}`);
  }
  return [...found];
}
"""

STRUCTURE = """
() => {
  const wrong = [];
  if (document.querySelectorAll('main h1').length !== 1) wrong.push('one h1 is needed, found ' + document.querySelectorAll('main h1').length);
  if (!document.documentElement.lang) wrong.push('no language');
  if (!document.title.trim()) wrong.push('no title');
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) wrong.push('twice: #' + id);
  for (const e of document.querySelectorAll('img:not([alt])')) wrong.push('no alt: ' + e.outerHTML.slice(0, 80));
  for (const t of document.querySelectorAll('main table')) if (!t.querySelector('th')) wrong.push('table without th');
  for (const e of document.querySelectorAll('[aria-describedby], [aria-labelledby]'))
    for (const id of ((e.getAttribute('aria-describedby') || '') + ' ' + (e.getAttribute('aria-labelledby') || '')).split(' '))
      if (id && !document.getElementById(id)) wrong.push('points to nothing: ' + id);
  return wrong;
}
"""


def _run(page, function, *arguments):
    """`function` may use `visible` and `told`."""
    return page.evaluate(f"(argument) => {{ {_VISIBLE} return ({function.strip()})(argument); }}", *arguments)


def too_small(page):
    """Controls under 48 px, except links inside a sentence."""
    return _run(page, SMALL, TAP)


def nameless(page):
    """Controls without a name for a screen reader."""
    return _run(page, NAMELESS)


def pale(page):
    """Text with a contrast under 4.5:1 (3:1 for large text) against the nearest opaque background."""
    return _run(page, PALE)


def badly_built(page):
    return _run(page, STRUCTURE)


def wider_than_the_window(page):
    """Whether the page scrolls sideways: by how many pixels, and which elements are too wide."""
    return page.evaluate(
        """() => {
          const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
          if (over <= 0) return [];
          const wide = [...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
          return [over + ' px', ...wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 90))];
        }"""
    )


def complaints(page):
    return {
        "too small to tap": too_small(page),
        "without a name": nameless(page),
        "too pale": pale(page),
        "badly built": badly_built(page),
        "wider than the window": wider_than_the_window(page),
    }


class Axe:
    """axe-core (a package of frontend/package.json that no page loads) on the document that `page` shows."""

    def __init__(self, page):
        self.page, self._framed = page, set()
        page.add_init_script(path=str(AXE))

    def serious(self):
        """The violations that are serious or worse: rule, element, why. The menu is looked at once at each width: it is
        half of what most pages consist of."""
        width = self.page.viewport_size["width"]
        known = width in self._framed
        if self.page.query_selector("#nav"):
            self._framed.add(width)
        return self.page.evaluate(
            """async ([worst, known]) => {
              const found = await axe.run(known ? { exclude: ['#nav', '.bottom'].filter((s) => document.querySelector(s)) } : document, { resultTypes: ['violations'] });
              return found.violations.filter((v) => worst.includes(v.impact)).flatMap((v) => v.nodes.map((n) =>
                `${v.id} ${n.html.replace(/\\s+/g, ' ').slice(0, 160)} ${(n.any[0] || n.all[0] || n.none[0]).message.slice(0, 160)}`));
            }""",
            [["serious", "critical"], known],
        )
