import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '../common/index.js';
import { noteProblem } from './problem.filter.js';

/** Without `sandbox`, or the link would count as another site's. */
const pagePolicy = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The link is to the address of the page itself, and so contains no text of the request. */
const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Open this page yourself</title>
<h1>Open this page yourself</h1>
<p>Your browser, or something in it, opened this page in the background. For your safety it opens only when you ask for it.</p>
<p><a href="">Continue</a> or <a href="/">go to the start page</a>.</p>
`;

/** A browser that would show the response in a tab; `fetch` and images accept other types. */
export function isNavigationOfPerson({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}

export function sendNavigationPage(reply: FastifyReply): void {
  const problem = new Problem('navigation_required');
  noteProblem(reply, problem);
  void reply
    .status(problem.status)
    .header('content-security-policy', pagePolicy)
    .type('text/html; charset=utf-8')
    .send(page);
}
