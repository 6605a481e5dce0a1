import { frontDesk } from './plugin.tsx';
import './front-desk.css';

SwaggerUIBundle({
	dom_id: '#page',
	presets: [SwaggerUIBundle.presets.apis],
	plugins: [frontDesk],
	layout: 'FrontDesk',
	validatorUrl: null,
});
