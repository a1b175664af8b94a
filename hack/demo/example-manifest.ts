const API_SERVER = 'https://<HOST_TAILSCALE_IP>:6443';
const PROJECT = 'your-scaleway-project-id';

/** The text of examples/dr-example.yaml with its placeholders replaced. Throws when one of them is not there any more. */
export function fillExample(text: string, values: { readonly apiServer: string; readonly projectId: string }): string {
  return replaceAll(replaceAll(text, API_SERVER, values.apiServer), PROJECT, values.projectId);
}

/** The text of examples/secrets.yaml with a made-up value for each placeholder. */
export function fillSecrets(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((filled, [name, value]) => replaceAll(filled, `<${name}>`, value), text);
}

function replaceAll(text: string, placeholder: string, value: string): string {
  if (!text.includes(placeholder)) {
    throw new Error(`The example has no ${placeholder} any more; bring hack/demo/example-manifest.ts up to date`);
  }
  return text.replaceAll(placeholder, value);
}
