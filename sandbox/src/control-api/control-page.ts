import type { Answer } from '../answer.js';
import { html, type Html, page, when } from '../pages/index.js';
import type { SandboxControl } from '../sandbox-control.js';
import type { Command, Field } from './command.js';
import { COMMANDS } from './commands.js';

const shownRequests = 25;

function option(value: string, text = value): Html {
  return html`<option value="${value}">${text}</option>`;
}

function optionsOf(control: SandboxControl, field: Field): readonly Html[] {
  switch (field.kind) {
    case 'user':
      return [
        ...(field.isOptional === true ? [option('', 'anybody')] : []),
        ...control.users.map(({ oid, username, accountType }) => option(oid, `${username} (${accountType})`)),
      ];
    case 'tenant':
      return control.tenants.map(({ tid, displayName }) => option(tid, displayName));
    case 'choice':
      return field.choices.map((choice) => option(choice));
    case 'text':
    case 'number':
    case 'flag':
      return [];
  }
}

function inputOf(control: SandboxControl, command: Command, field: Field): Html {
  const id = `${command.name}-${field.name}`;
  if (field.kind === 'flag') {
    return html`<div class="check">
      <input type="checkbox" id="${id}" name="${field.name}" value="true" />
      <label for="${id}">${field.label}</label>
    </div>`;
  }
  const options = optionsOf(control, field);
  const input =
    options.length > 0
      ? html`<select id="${id}" name="${field.name}">
          ${options}
        </select>`
      : html`<input id="${id}" name="${field.name}" type="${field.kind === 'number' ? 'number' : 'text'}" />`;
  return html`<div class="switch-field"><label for="${id}">${field.label}</label>${input}</div>`;
}

function switchOf(control: SandboxControl, command: Command): Html {
  return html`<form class="switch" method="post" action="/_sandbox/press/${command.name}">
    <h3>${command.title}</h3>
    <p class="fineprint">${command.explanation}</p>
    ${command.fields.map((field) => inputOf(control, command, field))}
    <button>${command.title}</button>
  </form>`;
}

function faultsOf(control: SandboxControl): Html {
  return html`<h2>Scripted failures</h2>
    ${
      control.faults().length === 0
        ? html`<p class="fineprint">None.</p>`
        : html`<ul>
            ${control.faults().map(
              ({ id, fault, remaining }) =>
                html`<li>
                  <code>#${id} ${fault.point}: ${JSON.stringify(fault.action)}</code>
                  ${remaining === null ? 'until removed' : `${remaining} more`}
                </li>`,
            )}
          </ul>`
    }`;
}

function tableOf(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): Html {
  return html`<table>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function requestsOf(control: SandboxControl): Html {
  const rows = control
    .requests()
    .slice(-shownRequests)
    .toReversed()
    .map(({ at, point, method, path, form, status }) => [
      new Date(at).toISOString().slice(11, 19),
      point,
      [method, path.split('?')[0], form?.['grant_type']].join(' '),
      status ?? 'no answer',
    ]);
  return html`<h2>Last requests</h2>
    ${tableOf(['Time', 'Point', 'Request', 'Status'], rows)}`;
}

function accountsOf(control: SandboxControl): Html {
  const rows = control.users.map(({ oid, username, accountType, isEnabled }) => [
    `${username} (${accountType})`,
    control.consents(oid).join(' ') || 'nothing yet',
    isEnabled ? 'enabled' : 'disabled',
  ]);
  return html`<h2>Accounts</h2>
    ${tableOf(['Account', 'Consented', 'State'], rows)}`;
}

/** The page for trying every prompt of Entra and every failure by hand. */
export function controlPage(
  control: SandboxControl,
  note: { readonly done: string | null; readonly failed: string | null },
): Answer {
  const content = html`<h1>Sandbox switches</h1>
    <p>
      What Entra and Graph do to the app <b>${control.registration.displayName}</b>. The clock of the sandbox shows
      ${new Date(control.now()).toISOString().slice(0, 19)}Z.
    </p>
    ${when(note.done !== null, html`<p class="done" role="status">Done: ${note.done ?? ''}.</p>`)}
    ${when(note.failed !== null, html`<p class="problem" role="alert">${note.failed ?? ''}</p>`)}
    <h2 class="visually-hidden">Switches</h2>
    <div class="switches">
      ${COMMANDS.filter((command) => command.isJsonOnly !== true).map((command) => switchOf(control, command))}
    </div>
    ${accountsOf(control)} ${faultsOf(control)} ${requestsOf(control)}`;
  return page('Sandbox switches', content, { isWide: 'full' });
}
