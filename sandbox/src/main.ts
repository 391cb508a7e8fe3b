import { optionsFromEnvironment } from './options.js';
import { startSandbox } from './start-sandbox.js';

const sandbox = await startSandbox(optionsFromEnvironment(process.env));

let isStopping = false;
function stop(): void {
  if (isStopping) {
    return;
  }
  isStopping = true;
  void sandbox.close();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

const { authorityHost, graphBaseUrl, ordersUrl, pagesUrl, uploadsUrl } = sandbox;
process.stdout.write(
  `${JSON.stringify({ ready: true, authorityHost, graphBaseUrl, pagesUrl, uploadsUrl, ordersUrl })}\n`,
);
