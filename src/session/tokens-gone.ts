/** The tokens that a new session was to use went meanwhile, with the last of the user's other sessions. */
export class TokensGone extends Error {
  constructor() {
    super('the tokens are gone');
    this.name = 'TokensGone';
  }
}
