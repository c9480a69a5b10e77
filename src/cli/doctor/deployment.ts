import type { Remedy } from './Finding.ts';

/** Who starts the application, as far as its control group and its environment tell. */
export type Deployment =
  | { readonly kind: 'kubernetes' | 'container' | 'plain' }
  | { readonly kind: 'systemd'; readonly unit: string };

/** What tells who starts a process. */
export interface DeploymentSigns {
  /** Text of `/proc/PID/cgroup`. */
  readonly memberships: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether the root of its file system has Docker's or Podman's mark. */
  readonly hasContainerMark: boolean;
}

/** Tells who starts a process: Kubernetes, a container engine, a unit of systemd, or a person. */
export function deploymentOf({ memberships, environment, hasContainerMark }: DeploymentSigns): Deployment {
  if (environment.KUBERNETES_SERVICE_HOST !== undefined || memberships.includes('kubepods')) {
    return { kind: 'kubernetes' };
  }
  if (hasContainerMark || /\b(docker|libpod|containerd|lxc)\b/.test(memberships))
    return { kind: 'container' };
  const unit = /\/([^/\n]+\.service)(?:\/|$)/m.exec(memberships)?.[1];
  // A login session's manager is no unit that anybody would edit for an application.
  if (unit !== undefined && !/^user@\d+\.service$/.test(unit)) return { kind: 'systemd', unit };
  return { kind: 'plain' };
}

/** How a variable of the environment is set there. */
export function variableRemedy(deployment: Deployment, name: string, value: string): Remedy {
  switch (deployment.kind) {
    case 'kubernetes':
      return {
        lines: [`- name: ${name}`, `  value: "${value}"`],
        where: 'to env of the container, in the pod template',
      };
    case 'systemd':
      return {
        lines: ['[Service]', `Environment="${name}=${value}"`],
        where: `with systemctl edit ${deployment.unit}`,
      };
    case 'container':
      return { lines: [`ENV ${name}="${value}"`], where: 'to the Dockerfile, or with -e to docker run' };
    case 'plain':
      return { lines: [`export ${name}="${value}"`], where: 'where the application is started' };
  }
}

/** How a limit of memory is set there. */
export function memoryLimitRemedy(deployment: Deployment, megabytes: number): Remedy {
  switch (deployment.kind) {
    case 'kubernetes':
      return {
        lines: [
          'resources:',
          `  requests: { memory: ${megabytes}Mi }`,
          `  limits: { memory: ${megabytes}Mi }`,
        ],
        where: 'to the container, in the pod template',
      };
    case 'systemd':
      return {
        lines: ['[Service]', `MemoryMax=${megabytes}M`],
        where: `with systemctl edit ${deployment.unit}`,
      };
    case 'container':
      return { lines: [`--memory ${megabytes}m`], where: 'to docker run, or mem_limit to the compose file' };
    case 'plain':
      return {
        lines: [`systemd-run --scope -p MemoryMax=${megabytes}M node app.js`],
        where: 'where the application is started, or MemoryMax in its unit',
      };
  }
}
