/** The look of the reference page. Colours follow the reader's own choice of light or dark. */
export const docsStyle = `
:root {
  --paper: #ffffff; --raised: #f6f6f3; --ink: #1c1b18; --quiet: #615f58; --line: #dedcd5; --accent: #7a5c00;
  --get: #0b5f8a; --post: #1d6b34; --patch: #8a5a00; --put: #6b4aa0; --delete: #a8321f; --code: #f1f0ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161513; --raised: #201f1c; --ink: #eceae3; --quiet: #a9a69b; --line: #37352f; --accent: #e3bd55;
    --get: #6cc0ee; --post: #79cf90; --patch: #e6b35c; --put: #bfa2f2; --delete: #f28b78; --code: #0f0e0d;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
header {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center;
  padding: 10px 20px; background: var(--paper); border-bottom: 1px solid var(--line);
}
h1 { margin: 0; font-size: 17px; font-weight: 650; }
h1 span { color: var(--quiet); font-weight: 400; }
.tabs { display: flex; flex-wrap: wrap; gap: 4px; }
.tab { padding: 4px 10px; border-radius: 6px; color: var(--quiet); text-decoration: none; }
.tab:hover { color: var(--ink); background: var(--raised); }
.tab[aria-current] { color: var(--ink); background: var(--raised); font-weight: 600; }
.search { flex: 1 1 220px; max-width: 420px; margin-left: auto; }
.search input {
  width: 100%; padding: 6px 10px; font: inherit; color: inherit; background: var(--raised);
  border: 1px solid var(--line); border-radius: 6px;
}
.columns { display: grid; grid-template-columns: 280px minmax(0, 1fr); }
.index { position: sticky; top: 55px; align-self: start; max-height: calc(100vh - 55px); overflow: auto; padding: 16px 8px 40px 20px; font-size: 13px; }
.index h2 { margin: 14px 0 4px; font-size: 12px; font-weight: 600; color: var(--quiet); }
.index a { display: flex; gap: 8px; padding: 3px 6px; border-radius: 4px; color: inherit; text-decoration: none; }
.index a:hover { background: var(--raised); }
.index a .method { flex: 0 0 46px; font-size: 10px; line-height: 20px; }
main { padding: 20px 20px 80px; min-width: 0; max-width: 1000px; }
main:focus { outline: none; }
.note { color: var(--quiet); margin: 0 0 16px; padding: 0; max-width: 70ch; }
body > noscript .note { padding: 0 20px; }
main > h2 { margin: 0 0 4px; font-size: 22px; font-weight: 650; }
main > h3 { margin: 28px 0 8px; font-size: 15px; font-weight: 600; color: var(--quiet); }
.operation { border: 1px solid var(--line); border-radius: 8px; margin: 0 0 8px; scroll-margin-top: 70px; }
.operation > summary { display: flex; flex-wrap: wrap; gap: 2px 12px; padding: 9px 14px; cursor: pointer; list-style: none; align-items: baseline; }
.operation > summary::-webkit-details-marker { display: none; }
.operation > summary:hover { background: var(--raised); border-radius: 8px; }
.operation[open] > summary { border-bottom: 1px solid var(--line); border-radius: 8px 8px 0 0; background: var(--raised); }
.operation .words { color: var(--quiet); }
.method { font: 600 12px/1.6 ui-monospace, monospace; flex: 0 0 56px; }
.get { color: var(--get); } .post { color: var(--post); } .patch { color: var(--patch); } .put { color: var(--put); } .delete { color: var(--delete); }
code, pre, .path { font-family: ui-monospace, monospace; font-size: 13px; overflow-wrap: anywhere; }
.body { padding: 4px 14px 14px; }
.body h4 { margin: 16px 0 6px; font-size: 13px; font-weight: 600; }
.members { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.members .members { margin: 6px 0 2px; padding-left: 14px; border-top: 0; border-left: 2px solid var(--line); }
.members > li { padding: 6px 0; border-bottom: 1px solid var(--line); }
.members .members > li:last-child { border-bottom: 0; }
.members code { font-weight: 600; margin-right: 10px; }
.kind { color: var(--quiet); font-size: 13px; overflow-wrap: anywhere; }
.required { color: var(--delete); font-size: 12px; margin-left: 8px; }
.answer .required { display: none; }
.members p { margin: 2px 0 0; color: var(--quiet); font-size: 13px; }
.members details > summary, .answer > summary { cursor: pointer; color: var(--accent); font-size: 13px; }
.answer { border-bottom: 1px solid var(--line); padding: 5px 0; }
.answer > summary { color: var(--ink); }
.curl { position: relative; }
pre { margin: 0; padding: 10px 76px 10px 12px; background: var(--code); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; }
.copy { position: absolute; top: 6px; right: 6px; padding: 3px 10px; font: inherit; font-size: 12px; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 5px; cursor: pointer; }
@media (max-width: 860px) {
  header { position: static; padding: 10px 14px; }
  .search { max-width: none; flex-basis: 100%; margin: 0; }
  .columns { grid-template-columns: minmax(0, 1fr); }
  .index { display: none; }
  main { padding: 16px 14px 60px; }
  .operation { scroll-margin-top: 10px; }
  .operation > summary { padding: 10px 12px; }
  .operation .words { flex-basis: 100%; }
  .method { flex-basis: auto; }
}
`;
