// Looks at a page as it is shown, and gives what keeps people from reading or using it. Contrast follows WCAG 2.2, 1.4.3.
() => {
  const faults = [];
  const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = (text) => { const all = text.match(/[\d.]+/g).map(Number); return [all[0], all[1], all[2], all[3] ?? 1]; };
  const over = (top, under) => [0, 1, 2].map((at) => top[at] * top[3] + under[at] * (1 - top[3]));
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getBoundingClientRect().width > 1;

  for (const element of document.querySelectorAll('body *')) {
    if (!shown(element) || ![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    const style = getComputedStyle(element);
    const under = ground(element);
    const [light, dark] = [luminance(over(parse(style.color), under)), luminance(under)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < needed) faults.push(`contrast ${ratio.toFixed(2)} of "${element.textContent.trim().slice(0, 40)}"`);
  }

  for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    if (field.labels.length === 0 && !field.getAttribute('aria-label')) faults.push(`no label: ${field.outerHTML}`);
  }
  for (const act of document.querySelectorAll('a[href], button')) {
    if (!act.textContent.trim() && !act.getAttribute('aria-label')) faults.push(`no name: ${act.outerHTML}`);
  }
  for (const element of document.querySelectorAll('[aria-labelledby], [aria-describedby]')) {
    for (const id of `${element.getAttribute('aria-labelledby') ?? ''} ${element.getAttribute('aria-describedby') ?? ''}`.trim().split(/\s+/)) {
      if (!document.getElementById(id)) faults.push(`points to nothing: ${id}`);
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push(`an id twice: ${id}`);
  for (const head of document.querySelectorAll('th')) if (!head.scope) faults.push(`a heading of a table without scope: ${head.textContent}`);
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
  if (document.documentElement.lang !== 'en') faults.push('no language');
  if (!document.title) faults.push('no title');
  if (document.querySelectorAll('main').length !== 1) faults.push('not one main');
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push(`wider than the screen: ${document.documentElement.scrollWidth}`);
  return faults;
}
