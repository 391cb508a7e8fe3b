/** What is known of the newest messages over all folders. */
export const ALL_RECENT = ['recent'] as const;
