import { makeStyles, tokens } from '@fluentui/react-components';

export const ROW_HEIGHT = 78;
export const HEADING_HEIGHT = 34;

const oneLine = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

export const useRowStyles = makeStyles({
  row: {
    position: 'relative',
    height: `${ROW_HEIGHT}px`,
    overflow: 'hidden',
    touchAction: 'pan-y',
    WebkitTouchCallout: 'none',
  },
  child: { backgroundColor: tokens.colorNeutralBackground2 },
  link: {
    position: 'relative',
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    height: '100%',
    padding: '9px 12px 9px 14px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    backgroundColor: tokens.colorNeutralBackground1,
    // Also when the mouse has put the focus there: the keys act on it.
    ':focus': {
      outline: `2px solid ${tokens.colorStrokeFocus2}`,
      outlineOffset: '-2px',
      borderRadius: tokens.borderRadiusMedium,
    },
  },
  marked: {
    outline: `2px solid ${tokens.colorStrokeFocus2}`,
    outlineOffset: '-2px',
    borderRadius: tokens.borderRadiusMedium,
  },
  unread: {
    '::before': {
      content: '""',
      position: 'absolute',
      insetInlineStart: 0,
      top: '8px',
      bottom: '8px',
      width: '3px',
      borderRadius: '2px',
      backgroundColor: tokens.colorCompoundBrandStroke,
      '@media (forced-colors: active)': { backgroundColor: 'LinkText', forcedColorAdjust: 'none' },
    },
  },
  selected: {
    backgroundColor: tokens.colorBrandBackground2,
    ':hover': { backgroundColor: tokens.colorBrandBackground2Hover },
    '@media (forced-colors: active)': {
      backgroundColor: 'Highlight',
      color: 'HighlightText',
      forcedColorAdjust: 'none',
      ':hover': { backgroundColor: 'Highlight' },
      '& *': { color: 'HighlightText', backgroundColor: 'Highlight' },
    },
  },
  swipe: {
    position: 'absolute',
    inset: 0,
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    padding: '0 20px',
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
  },
  swipeOpen: { backgroundColor: tokens.colorNeutralBackground5, color: tokens.colorNeutralForeground2 },
  avatar: { marginTop: '3px' },
  covered: { visibility: 'hidden' },
  // In the place of the avatar, and as large as a finger needs.
  checkbox: {
    position: 'absolute',
    insetInlineStart: '8px',
    top: '6px',
    width: '44px',
    height: '44px',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    cursor: 'pointer',
  },
  checkboxUnseen: { opacity: 0, pointerEvents: 'none', ':focus-within': { opacity: 1 } },
  box: { width: '18px', height: '18px', margin: 0, accentColor: tokens.colorCompoundBrandBackground },
  childIndent: { width: '32px', flexShrink: 0 },
  lines: { flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column', justifyContent: 'center', gap: '1px' },
  line: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: 0 },
  who: { ...oneLine, fontSize: tokens.fontSizeBase300, lineHeight: tokens.lineHeightBase300 },
  bold: { fontWeight: tokens.fontWeightSemibold },
  marks: {
    marginInlineStart: 'auto',
    display: 'flex',
    gap: '4px',
    fontSize: '14px',
    lineHeight: 0,
    flexShrink: 0,
    color: tokens.colorNeutralForeground3,
  },
  important: { color: tokens.colorPaletteRedForeground1 },
  flag: { color: tokens.colorPaletteRedForeground1 },
  subject: {
    ...oneLine,
    flexGrow: 1,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground1,
  },
  unreadSubject: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
  selectedUnread: { color: tokens.colorBrandForeground2 },
  draft: { color: tokens.colorPaletteRedForeground1 },
  time: {
    flexShrink: 0,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground2,
  },
  preview: {
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground2,
    // As the subject above it, whatever its script is.
    textAlign: 'inherit',
  },
  expander: {
    position: 'absolute',
    insetInlineStart: '16px',
    bottom: '6px',
    minWidth: '24px',
    height: '24px',
    padding: 0,
  },
  actions: {
    position: 'absolute',
    insetInlineEnd: '8px',
    // Over the end of the preview: clip, flag, importance and time stay readable.
    bottom: '3px',
    display: 'flex',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow4,
  },
});
