import { frontDesk } from './plugin.ts';
import './front-desk.css';

SwaggerUIBundle({
	dom_id: '#page',
	presets: [SwaggerUIBundle.presets.apis],
	plugins: [frontDesk],
	layout: 'FrontDesk',
	validatorUrl: null,
});
