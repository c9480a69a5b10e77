import { Application } from '../application/Application.ts';
import { rememberAnswers } from '../application/rememberAnswers.ts';

const application = await Application.create();
rememberAnswers(application);
await application.listen();
