import { stringify } from 'yaml';

/**
 * YAML that every reader takes for the same values: cloud-init reads YAML 1.1 (where `yes`, `012` and `1:30` are no strings),
 * kubeadm something between 1.1 and 1.2. So what either could misread is quoted, and long lines are not folded.
 */
export function yamlText(value: object): string {
  return stringify(value, { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
