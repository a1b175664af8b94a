import { machinePaths, placeholders } from './machine-paths.ts';

/**
 * The script that makes a rented Debian or Ubuntu machine a node. It is the same text for every machine: what differs stands
 * in the settings file. It looks before each act, so it may run at every boot and again after every failure; systemd
 * repeats it until it succeeds.
 */
export const joinScript = `#!/usr/bin/env bash
# Joins this machine to its cluster. Runs at every boot and may be run again at any time: each step looks before it acts.
set -euo pipefail
set -f
umask 077
. ${machinePaths.settings}
export DEBIAN_FRONTEND=noninteractive
state=/var/lib/cloudburst
run=/run/cloudburst
auth_key=${machinePaths.tailscaleAuthKey}
mkdir -p "$state" "$run" /etc/apt/keyrings
chmod 755 /etc/apt/keyrings

log() { echo "cloudburst: $*"; }
have() { command -v "$1" > /dev/null; }
fetch() { curl --fail --silent --show-error --location --retry 5 --retry-all-errors --max-time 60 --output "$2" "$1"; chmod 644 "$2"; }

prepare_kernel() {
  swapoff -a
  sed -i -E '/^[^#]+[[:space:]]swap[[:space:]]/s/^/#/' /etc/fstab
  modprobe -a overlay br_netfilter
  sysctl --quiet --load=/etc/sysctl.d/90-cloudburst.conf
}

has_kubernetes() {
  have kubelet && have kubeadm &&
    [ "$(kubelet --version)" = "Kubernetes v$KUBERNETES_VERSION" ] &&
    [ "$(kubeadm version -o short)" = "v$KUBERNETES_VERSION" ]
}

add_source() { # name, key file, rest of the line
  echo "deb [signed-by=$2] $3" > "/etc/apt/sources.list.d/$1.list"
  chmod 644 "/etc/apt/sources.list.d/$1.list"
}

install_packages() {
  wanted=""
  have containerd || wanted="$wanted containerd"
  have conntrack || wanted="$wanted conntrack"
  have nft || wanted="$wanted nftables"
  if ! has_kubernetes; then
    source="https://pkgs.k8s.io/core:/stable:/v$(echo "$KUBERNETES_VERSION" | cut -d. -f1,2)/deb/"
    fetch "$source""Release.key" /etc/apt/keyrings/kubernetes.asc
    add_source kubernetes /etc/apt/keyrings/kubernetes.asc "$source /"
    wanted="$wanted kubelet=$KUBERNETES_VERSION-* kubeadm=$KUBERNETES_VERSION-*"
  fi
  if [ -s "$auth_key" ] && ! have tailscale; then
    . /etc/os-release
    source="https://pkgs.tailscale.com/stable/$ID"
    fetch "$source/$VERSION_CODENAME.noarmor.gpg" /etc/apt/keyrings/tailscale.gpg
    add_source tailscale /etc/apt/keyrings/tailscale.gpg "$source $VERSION_CODENAME main"
    wanted="$wanted tailscale"
  fi
  [ -n "$wanted" ] || return 0
  log "Installing$wanted"
  apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update
  # Word splitting is meant: wanted is a list.
  apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 --no-install-recommends --allow-downgrades --allow-change-held-packages install $wanted
  case "$wanted" in *kubelet=*) apt-mark hold kubelet kubeadm > /dev/null ;; esac
}

configure_containerd() {
  pause="$(kubeadm config images list --kubernetes-version "v$KUBERNETES_VERSION" 2> /dev/null | grep '/pause:')"
  mkdir -p /etc/containerd
  containerd config default |
    sed -E -e 's/SystemdCgroup = false/SystemdCgroup = true/' -e "s#^( *sandbox(_image)?) = .+#\\1 = \\"$pause\\"#" > "$run/containerd.toml"
  if ! cmp -s "$run/containerd.toml" /etc/containerd/config.toml; then
    install -m 644 "$run/containerd.toml" /etc/containerd/config.toml
    systemctl restart containerd
  fi
  systemctl enable --now --quiet containerd
  systemctl enable --quiet kubelet
}

# Instance metadata holds the user data: no pod may read it, nor any process on the host network that is not root.
# Port 53 stays open: Scaleway's resolver of private networks has such an address.
block_metadata() {
  nft -f - << 'RULES'
table inet cloudburst {}
delete table inet cloudburst
table inet cloudburst {
  chain forward {
    type filter hook forward priority -10; policy accept;
    ip daddr { 169.254.169.254, 169.254.42.42 } tcp dport != 53 drop
    ip6 daddr { fe80::a9fe:a9fe, fd00:42::42 } tcp dport != 53 drop
  }
  chain output {
    type filter hook output priority -10; policy accept;
    meta skuid 0 accept
    ip daddr { 169.254.169.254, 169.254.42.42 } tcp dport != 53 drop
    ip6 daddr { fe80::a9fe:a9fe, fd00:42::42 } tcp dport != 53 drop
  }
}
RULES
}

join_tailnet() {
  [ -s "$auth_key" ] || return 0
  systemctl enable --now --quiet tailscaled
  if ! tailscale ip -4 > /dev/null 2>&1; then
    log "Joining the tailnet"
    tailscale up --auth-key="file:$auth_key" --hostname="$CLAIM_NAME" --accept-dns="$TAILSCALE_ACCEPT_DNS" --timeout=120s
  fi
  tailscale ip -4 | head -n 1 > "$state/node-ip"
}

api_address() { getent ahosts "$API_HOST" | awk 'NR == 1 { print $1 }'; }

# kube-proxy's configuration names the control plane of a kind cluster by its container's name, which nothing else resolves.
ensure_host_entry() {
  [ -n "$CONTROL_PLANE_HOST" ] || return 0
  address="$(api_address)"
  [ -n "$address" ]
  sed -i "/[[:space:]]$CONTROL_PLANE_HOST$/d" /etc/hosts
  echo "$address $CONTROL_PLANE_HOST" >> /etc/hosts
}

join_cluster() {
  [ ! -s /etc/kubernetes/kubelet.conf ] || return 0
  if [ ! -s "$state/node-ip" ]; then
    ip -o route get "$(api_address)" | sed -n 's/.* src \\([^ ]*\\).*/\\1/p' > "$state/node-ip"
  fi
  node_ip="$(cat "$state/node-ip")"
  # Left there by cloud-init, which asked the metadata service.
  instance_id="$(cat /var/lib/cloud/data/instance-id)"
  [ -n "$node_ip" ] && [ -n "$instance_id" ]
  sed -e "s|${placeholders.nodeIp}|$node_ip|" -e "s|${placeholders.instanceId}|$instance_id|" ${machinePaths.joinConfiguration} > "$run/join.yaml"
  log "Joining the cluster as $CLAIM_NAME with address $node_ip"
  if ! kubeadm join --config "$run/join.yaml"; then
    # With kubelet.conf the machine has its certificate and maybe its Node: a reset would make it a stranger.
    [ -s /etc/kubernetes/kubelet.conf ] || kubeadm reset --force > /dev/null 2>&1 || true
    return 1
  fi
}

wipe_secrets() {
  rm -f ${machinePaths.joinConfiguration} "$run/join.yaml" "$auth_key"
  rm -f /run/cloud-init/instance-data-sensitive.json /run/cloud-init/combined-cloud-config.json
  find /var/lib/cloud/instances -type f '(' -name 'user-data.txt*' -o -name 'cloud-config.txt' -o -name obj.pkl ')' -delete
}

if [ -f "$state/joined" ]; then
  block_metadata
  ensure_host_entry
  wipe_secrets
  exit 0
fi
# Jitter: the machines of one burst must not come back at the same second.
[ ! -f "$run/tried" ] || sleep $((RANDOM % 15))
touch "$run/tried"
prepare_kernel
install_packages
block_metadata
join_tailnet
ensure_host_entry
configure_containerd
join_cluster
touch "$state/joined"
wipe_secrets
log "Joined"
`;

/** The unit that runs the script at every boot and, after a failure, again until it succeeds. */
export const joinUnit = `[Unit]
Description=Join this machine to its Kubernetes cluster
Wants=network-online.target
After=network-online.target cloud-init.service
StartLimitIntervalSec=0

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${machinePaths.script}
Restart=on-failure
RestartSec=10

[Install]
WantedBy=multi-user.target
`;
