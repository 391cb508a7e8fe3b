/** The tokens of the new session were deleted meanwhile, with the last of the user's other sessions. */
export class TokensGone extends Error {
  constructor() {
    super('the tokens are gone');
    this.name = 'TokensGone';
  }
}
