import { readContractAsJson } from '../swagger-ui.ts';
import './docs.css';

SwaggerUIBundle({
	dom_id: '#page',
	url: '/openapi.json',
	presets: [SwaggerUIBundle.presets.apis],
	plugins: [readContractAsJson],
	layout: 'BaseLayout',
	tryItOutEnabled: true,
	persistAuthorization: false,
	defaultModelsExpandDepth: -1,
	docExpansion: 'list',
	deepLinking: true,
	validatorUrl: null,
});
