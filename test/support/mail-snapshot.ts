/** The visible parts of a message in the frame of a stage. */
export interface MailSnapshot {
  readonly runs: readonly TextRun[];
  readonly height: number;
  readonly width: number;
  readonly zoom: number;
  readonly pictures: number;
  readonly backgrounds: number;
  readonly links: number;
  readonly anchors: number;
  /** The number of characters that can't be reached by scrolling. */
  readonly cut: number;
}

/** A visible text: its appearance, and its horizontal position. */
export interface TextRun {
  readonly text: string;
  readonly size: number;
  readonly colour: string;
  readonly behind: string;
  readonly weight: string;
  readonly x: number;
  readonly contrast: number;
}

/** The body of a function in the page that returns a `MailSnapshot` of `inside`. */
export const snapshotInPage = String.raw`
  const root = inside.documentElement;
  const view = inside.defaultView;
  const zoom = Number.parseFloat(inside.body.style.getPropertyValue('zoom') || '1');
  const rgb = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; })
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const contrast = (a, b) => { const [x, y] = [luminance(rgb(a)), luminance(rgb(b))]; return (Math.max(x, y) + .05) / (Math.min(x, y) + .05); };
  const behindOf = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const style = view.getComputedStyle(each);
      if (style.backgroundImage !== 'none' && !style.backgroundImage.includes('stage.test')) return 'picture ' + style.backgroundColor;
      const [, , , alpha = 1] = rgb(style.backgroundColor);
      if (alpha > 0) return style.backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const isSeen = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const style = view.getComputedStyle(each);
      if (style.display === 'none' || Number(style.opacity) < .05) return false;
      if (style.overflow !== 'visible' && each !== root && each !== inside.body) {
        const box = each.getBoundingClientRect();
        if (box.height < 1.5 || box.width < 1.5) return false;
      }
    }
    const style = view.getComputedStyle(element);
    return style.visibility === 'visible' && Number.parseFloat(style.fontSize) >= 1.5;
  };
  const runs = [];
  let cut = 0;
  const frameHeight = frame.clientHeight;
  const walker = inside.createTreeWalker(inside.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.data.replace(/[\s\u00a0\u200b-\u200f\u034f\u00ad\ufeff\u2007]+/g, ' ').trim();
    const parent = node.parentElement;
    if (text === '' || parent.closest('style,script,title,.mail-history > summary') !== null) continue;
    const range = inside.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    if (boxes.length === 0 || !isSeen(parent)) continue;
    const style = view.getComputedStyle(parent);
    const box = range.getBoundingClientRect();
    if (box.top > frameHeight + 2 && root.scrollHeight <= frameHeight + 2 && getComputedStyle(root).overflowY === 'hidden') cut += text.length;
    if (box.bottom < 0) cut += text.length;
    const behind = behindOf(parent);
    runs.push({
      text, size: Number.parseFloat(style.fontSize) * zoom, colour: style.color, behind, weight: style.fontWeight,
      x: (box.left + box.right) / 2 / root.clientWidth, contrast: behind.startsWith('picture') ? 21 : contrast(style.color, behind),
    });
  }
  const all = [...inside.body.querySelectorAll('*')];
  return {
    runs, cut, zoom, height: frameHeight, width: root.clientWidth,
    pictures: [...inside.images].filter((image) => image.naturalWidth > 0 && image.getBoundingClientRect().width > 3).length,
    backgrounds: [root, inside.body, ...all].filter((each) => /url\(.(?!https:..stage)/.test(view.getComputedStyle(each).backgroundImage)).length,
    links: all.filter((each) => each.matches('a, area') && /^(?:https?:..[\w]|mailto:|tel:|sms:)/i.test(each.getAttribute('href') ?? '')).length,
    anchors: all.filter((each) => each.matches('a[href^="#"]') && each.getAttribute('href').length > 1 &&
      inside.querySelector('[id="' + CSS.escape(each.getAttribute('href').slice(1)) + '"],[name="' + CSS.escape(each.getAttribute('href').slice(1)) + '"]') !== null).length,
  };
`;
