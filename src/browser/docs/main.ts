import { readContractAsJson } from '../swagger-ui.ts';
import { safeDocs } from './docs-plugin.tsx';
import './docs.css';

SwaggerUIBundle({
	dom_id: '#page',
	url: '/openapi.json',
	presets: [SwaggerUIBundle.presets.apis],
	plugins: [readContractAsJson, safeDocs],
	layout: 'BaseLayout',
	tryItOutEnabled: true,
	persistAuthorization: false,
	defaultModelsExpandDepth: -1,
	docExpansion: 'list',
	deepLinking: true,
	syntaxHighlight: false,
	validatorUrl: null,
});
