import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { renderKubeadmConfig } from './kubeadm-config.ts';

const settings = {
  advertiseAddress: '192.0.2.2',
  serverAddress: '127.0.0.1',
  apiServerPort: 6443,
  etcdEndpoint: 'http://127.0.0.1:2379',
  certificatesDirectory: '/state with blanks/pki',
  kubernetesVersion: 'v1.34.3',
};

describe('renderKubeadmConfig', () => {
  const [init, cluster, kubelet] = [...parseAllDocuments(renderKubeadmConfig(settings))].map((document): unknown =>
    document.toJS(),
  );

  it('announces an address that kubeadm accepts and lets clients call loopback', () => {
    expect(init).toMatchObject({ localAPIEndpoint: { advertiseAddress: '192.0.2.2', bindPort: 6443 } });
    expect(cluster).toMatchObject({
      controlPlaneEndpoint: '127.0.0.1:6443',
      certificatesDir: '/state with blanks/pki',
    });
  });

  it('makes no bootstrap token: each machine gets its own', () => {
    expect(init).toMatchObject({ bootstrapTokens: [] });
  });

  it('gives kubelets the CA file of a joined machine, not one of this host', () => {
    expect(kubelet).toMatchObject({ authentication: { x509: { clientCAFile: '/etc/kubernetes/pki/ca.crt' } } });
  });
});
