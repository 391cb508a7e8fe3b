export { admitRequest } from './admission.js';
export { BodyPace } from './body-pace.js';
export { Lanes } from './lanes.js';
export { onceAnswered } from './once-answered.js';
export { Shares } from './shares.js';
export { UnreadAnswers } from './unread-answers.js';
export { uploadLanes } from './figures.js';
