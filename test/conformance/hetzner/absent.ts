/**
 * Operations of the API reference (https://docs.hetzner.cloud/reference/cloud, June 2026) that the simulated Hetzner does not have.
 * A request for one of them is answered 404. docs/simulation.md shows the same list; a test holds both together.
 */
export const absentOperations: readonly string[] = [
  '/certificates',
  '/floating_ips',
  '/isos',
  '/load_balancer_types',
  '/load_balancers',
  '/zones',
  'DELETE /images/{id}',
  'GET /servers/{id}/metrics',
  'POST /networks/{id}/actions/change_ip_range',
  'POST /primary_ips/{id}/actions/change_dns_ptr',
  'POST /servers/{id}/actions/attach_iso',
  'POST /servers/{id}/actions/change_alias_ips',
  'POST /servers/{id}/actions/change_dns_ptr',
  'POST /servers/{id}/actions/change_type',
  'POST /servers/{id}/actions/create_image',
  'POST /servers/{id}/actions/detach_iso',
  'POST /servers/{id}/actions/disable_backup',
  'POST /servers/{id}/actions/disable_rescue',
  'POST /servers/{id}/actions/enable_backup',
  'POST /servers/{id}/actions/enable_rescue',
  'POST /servers/{id}/actions/rebuild',
  'POST /servers/{id}/actions/request_console',
  'POST /servers/{id}/actions/reset_password',
  'PUT /images/{id}',
];

/** Fields of answers that the reference has and the simulation lacks; the strict shapes make a missing one an error. */
export const absentFields: readonly string[] = [];
