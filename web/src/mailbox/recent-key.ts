/** What is known of the newest messages over all folders. */
export const allRecent = ['recent'] as const;
