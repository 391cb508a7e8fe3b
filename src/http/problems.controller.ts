import { Controller, Get, Header, Param } from '@nestjs/common';

import { ApiExcludeController, problemCodes, type ProblemCode, Problem } from '../common/index.js';
import { Route } from './route.decorator.js';

/** The page of a problem's `type`, for developers. */
@ApiExcludeController()
@Route({ access: 'public', csrf: false, budget: 'none', isShed: false })
@Controller('problems')
export class ProblemsController {
  @Get(':code')
  @Header('content-type', 'text/html; charset=utf-8')
  page(@Param('code') code: string): string {
    if (!isProblemCode(code)) {
      throw new Problem('not_found');
    }
    const { status, title } = problemCodes[code];
    return `<!doctype html><html lang="en"><title>${code}</title><h1><code>${code}</code></h1><p>${status}. ${title}</p><p>More in docs/errors.md of this service.</p></html>`;
  }
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemCodes, code);
}
