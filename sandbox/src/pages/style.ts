/** All colours are light ones, and a browser that darkens pages by itself is asked not to. */
export const STYLE = `
:root { color-scheme: light only; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: #f2f2f2 linear-gradient(160deg, #eef3f8 0%, #f6f1ea 55%, #e9eef2 100%); color: #1b1b1b; font: 400 15px/20px "Segoe UI", "Segoe UI Web (West European)", -apple-system, BlinkMacSystemFont, Roboto, "Helvetica Neue", Arial, sans-serif; }
main { flex: 1; display: flex; flex-direction: column; align-items: center; justify-content: center; padding: 24px 16px; gap: 16px; }
.card { width: 100%; max-width: 440px; padding: 44px; background: #fff; box-shadow: 0 2px 6px rgba(0, 0, 0, .2); overflow-wrap: anywhere; }
.wide { max-width: 560px; }
.full { max-width: 1120px; }
.switches { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 12px; margin: 16px 0 28px; }
.switch { display: flex; flex-direction: column; gap: 6px; padding: 14px; border: 1px solid #e0e0e0; }
.switch h3 { margin: 0; font-size: 15px; font-weight: 600; }
.switch p { margin: 0; }
.switch button { align-self: flex-start; margin-top: auto; }
.switch-field label { color: #5e5e5e; font-size: 12px; line-height: 16px; }
.switch .check { margin: 4px 0; }
.done { padding: 8px 12px; background: #e9f5e9; color: #0b4a0b; }
table { width: 100%; margin: 0 0 24px; border-collapse: collapse; font-size: 13px; }
th, td { padding: 4px 8px 4px 0; border-bottom: 1px solid #e6e6e6; text-align: left; vertical-align: top; }
.brand { display: flex; align-items: center; gap: 10px; min-height: 24px; margin-bottom: 16px; color: #5e5e5e; font-size: 19px; font-weight: 600; letter-spacing: -.2px; }
.brand svg { width: 24px; height: 24px; flex: none; }
h1 { margin: 0 0 12px; font-size: 24px; font-weight: 600; line-height: 28px; }
h2 { margin: 0 0 8px; font-size: 15px; font-weight: 600; }
p { margin: 0 0 12px; }
a { color: #0067b8; text-decoration: none; }
a:hover, a:focus { text-decoration: underline; color: #004a86; }
.identity { display: flex; align-items: center; gap: 4px; margin: 0 0 12px; }
.identity form { display: flex; }
label { display: block; font-weight: 400; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
input[type=text], input[type=email], input[type=password], input[type=number], select { width: 100%; height: 36px; padding: 6px 10px 6px 0; border: 0; border-bottom: 1px solid #666; border-radius: 0; background: #fff; color: #1b1b1b; font: inherit; outline: none; }
input[type=text]:hover, input[type=email]:hover, input[type=password]:hover { border-bottom-color: #323232; }
input[type=text]:focus, input[type=email]:focus, input[type=password]:focus, select:focus { border-bottom: 2px solid #0067b8; padding-bottom: 5px; }
input[aria-invalid=true] { border-bottom-color: #e81123; }
.field { margin: 16px 0; }
.problem { margin: 4px 0 8px; color: #c50f1f; }
.buttons { display: flex; justify-content: flex-end; gap: 4px; margin-top: 28px; }
button { min-width: 108px; min-height: 32px; padding: 4px 12px 5px; border: 1px solid transparent; background: #0067b8; color: #fff; font: inherit; cursor: pointer; }
button:hover { background: #005da6; }
button:focus-visible { outline: 2px solid #1b1b1b; outline-offset: 1px; background: #005da6; }
button.secondary { background: #ddd; color: #1b1b1b; }
button.secondary:hover { background: #ccc; }
button.link { min-width: 0; min-height: 0; padding: 0; background: none; color: #0067b8; text-align: left; }
button.link:hover { text-decoration: underline; color: #004a86; }
button.back { min-width: 24px; min-height: 24px; padding: 0 4px 0 0; background: none; color: #404040; font-size: 20px; line-height: 20px; }
ul.tiles { list-style: none; margin: 8px -44px 0; padding: 0; }
ul.tiles button, .hint button.tile { display: flex; align-items: center; gap: 12px; width: 100%; min-height: 64px; padding: 10px 44px; background: #fff; color: #1b1b1b; text-align: left; }
ul.tiles button:hover, ul.tiles button:focus-visible { background: #f1f1f1; outline-offset: -3px; }
.avatar { display: flex; align-items: center; justify-content: center; flex: none; width: 40px; height: 40px; border-radius: 50%; background: #5b6f83; color: #fff; font-size: 15px; font-weight: 600; }
.avatar.other { background: #e6e6e6; color: #404040; font-size: 22px; font-weight: 400; }
.tile-text { min-width: 0; }
.tile-text b { display: block; font-weight: 600; }
.tile-text small { display: block; color: #5e5e5e; font-size: 13px; line-height: 18px; }
.hint { width: 100%; max-width: 440px; padding: 16px 24px; background: #fffdf3; border: 1px dashed #b9a14a; color: #3b3415; font-size: 13px; line-height: 18px; }
.hint h2 { font-size: 13px; }
.hint ul { list-style: none; margin: 8px 0 0; padding: 0; display: grid; gap: 2px; }
.hint button.tile { min-height: 36px; padding: 4px 8px; gap: 8px; background: transparent; border: 1px solid transparent; }
.hint button.tile:hover { background: #f7eecb; border-color: #d8c67c; }
.hint .avatar { width: 24px; height: 24px; font-size: 10px; }
.hint .tile-text b { display: inline; }
.hint .tile-text small { display: inline; color: #5c5224; font-size: 12px; }
code { font-family: Consolas, "Liberation Mono", monospace; font-size: .95em; }
.app { margin: 0 0 16px; }
.app b { display: block; font-size: 17px; font-weight: 600; }
.verified { color: #0067b8; }
.permissions { list-style: none; margin: 0 0 16px; padding: 0; border-top: 1px solid #e6e6e6; }
.permissions li { border-bottom: 1px solid #e6e6e6; }
.permissions summary { padding: 9px 0; cursor: pointer; font-weight: 400; }
.permissions summary:focus-visible { outline: 2px solid #0067b8; }
.permissions p { margin: 0 0 10px 18px; color: #5e5e5e; font-size: 13px; line-height: 18px; }
.check { display: flex; gap: 8px; align-items: flex-start; margin: 12px 0; }
.check input { margin: 3px 0 0; }
.number { margin: 12px 0; font-size: 40px; line-height: 48px; font-weight: 600; text-align: center; }
dl.details { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; font-size: 13px; }
dl.details dt { font-weight: 600; }
dl.details dd { margin: 0; }
.fineprint { color: #5e5e5e; font-size: 13px; line-height: 18px; }
iframe { position: absolute; width: 1px; height: 1px; border: 0; visibility: hidden; }
footer { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 4px 16px; padding: 6px 16px; color: #404040; font-size: 12px; line-height: 18px; }
footer .tag { padding: 0 6px; border: 1px solid #8a8a8a; border-radius: 2px; }
@media (max-width: 600px) {
  body { background: #fff; }
  main { justify-content: flex-start; padding: 0 0 16px; }
  footer { justify-content: flex-start; padding: 6px 24px 16px; }
  .card { max-width: none; padding: 24px; box-shadow: none; }
  .hint { width: calc(100% - 48px); max-width: none; padding: 12px 16px; }
  ul.tiles { margin: 8px -24px 0; }
  ul.tiles button { padding: 10px 24px; }
}
@media (forced-colors: active) { button, .card { border: 1px solid; } }
`;
