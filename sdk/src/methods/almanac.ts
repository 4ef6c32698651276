import type { Change, MfaChange, PolicyChange, ProjectChange } from './changes.ts'
import type { ByAge, ObjectConstraints, Optional, ProjectConstraint } from './constraints.ts'
import type { EditMethod, SearchMethod } from './method.ts'
import type { FoundObject, Named, ObjectFields, ProjectsAttachment } from './object.ts'
import type { Phid } from './values.ts'

/** `AlmanacPropertiesSearchEngineAttachment` */
export interface AlmanacPropertiesAttachment {
  properties: { properties: AlmanacProperty[] }
}

/** What is kept with a device, a service or a binding. */
export interface AlmanacProperty {
  key: string
  value: unknown
  /** Whether Phorge itself reads it. */
  builtin: boolean
}

interface NetworkReference {
  id: number
  phid: Phid<'ANET'>
  name: string
}

interface DeviceReference {
  id: number
  phid: Phid<'ADEV'>
  name: string
  properties: AlmanacProperty[]
  status: string
  disabled: boolean
}

interface BoundInterface {
  id: number
  phid: Phid<'AINT'>
  address: string
  port: number
  device: DeviceReference
  network: NetworkReference
}

/** A binding as it is attached to its service. */
export interface AttachedBinding {
  id: number
  phid: Phid<'ABND'>
  properties: AlmanacProperty[]
  interface: BoundInterface
  disabled: boolean
}

/** `AlmanacBindingsSearchEngineAttachment` */
export interface AlmanacBindingsAttachment {
  bindings: { bindings: AttachedBinding[] }
  /** Without those that are disabled. */
  activeBindings: { bindings: AttachedBinding[] }
}

/** `AlmanacBinding` */
export interface AlmanacBinding
  extends FoundObject<
    'ABND',
    ObjectFields & {
      servicePHID: Phid<'ASRV'>
      devicePHID: Phid<'ADEV'>
      interfacePHID: Phid<'AINT'>
      disabled: boolean
    },
    AlmanacPropertiesAttachment
  > {}

/** `AlmanacDevice` */
export interface AlmanacDevice
  extends FoundObject<
    'ADEV',
    ObjectFields & { name: string; status: Named<'active' | 'disabled'>; disabled: boolean },
    AlmanacPropertiesAttachment & ProjectsAttachment
  > {}

/** `AlmanacInterface` */
export interface AlmanacInterface
  extends FoundObject<
    'AINT',
    ObjectFields & {
      devicePHID: Phid<'ADEV'>
      networkPHID: Phid<'ANET'>
      address: string
      port: number
    }
  > {}

/** `AlmanacNamespace` */
export interface AlmanacNamespace
  extends FoundObject<'ANAM', ObjectFields & { name: string }, ProjectsAttachment> {}

/** `AlmanacNetwork` */
export interface AlmanacNetwork extends FoundObject<'ANET', ObjectFields & { name: string }> {}

/** `AlmanacService` */
export interface AlmanacService
  extends FoundObject<
    'ASRV',
    ObjectFields & {
      name: string
      /** `almanac.custom`, `almanac.repository`, `drydock.pool`, … */
      serviceType: string
    },
    AlmanacPropertiesAttachment & AlmanacBindingsAttachment & ProjectsAttachment
  > {}

/** `AlmanacBindingSearchEngine` */
export interface AlmanacBindingConstraints
  extends ObjectConstraints<'ABND'>,
    Optional<{
      servicePHIDs: readonly Phid<'ASRV'>[]
      devicePHIDs: readonly Phid<'ADEV'>[]
    }> {}

/** `AlmanacDeviceSearchEngine` */
export interface AlmanacDeviceConstraints
  extends ObjectConstraints<'ADEV'>,
    ProjectConstraint,
    Optional<{
      /** Part of a name. */
      match: string
      names: readonly string[]
      statuses: readonly ('active' | 'disabled')[]
      isClusterDevice: boolean
    }> {}

/** `AlmanacInterfaceSearchEngine` */
export interface AlmanacInterfaceConstraints
  extends ObjectConstraints<'AINT'>,
    Optional<{ devicePHIDs: readonly Phid<'ADEV'>[] }> {}

/** `AlmanacNamespaceSearchEngine` */
export interface AlmanacNamespaceConstraints
  extends ObjectConstraints<'ANAM'>,
    ProjectConstraint,
    Optional<{
      /** Part of a name. */
      match: string
    }> {}

/** `AlmanacNetworkSearchEngine` */
export interface AlmanacNetworkConstraints
  extends ObjectConstraints<'ANET'>,
    Optional<{
      /** Part of a name. */
      match: string
    }> {}

/** `AlmanacServiceSearchEngine` */
export interface AlmanacServiceConstraints
  extends ObjectConstraints<'ASRV'>,
    ProjectConstraint,
    Optional<{
      /** Part of a name. */
      match: string
      names: readonly string[]
      serviceTypes: readonly string[]
      devicePHIDs: readonly Phid<'ADEV'>[]
    }> {}

/** `AlmanacPropertiesEditEngineExtension` */
type PropertyChange =
  | Change<'property.set', Readonly<Record<string, unknown>>>
  | Change<'property.delete', readonly string[]>

/** `AlmanacBindingEditEngine`. The service is chosen when the binding is made. */
export type AlmanacBindingTransaction =
  | Change<'service', Phid<'ASRV'>>
  | Change<'interface', Phid<'AINT'>>
  | Change<'disabled', boolean>
  | PropertyChange
  | MfaChange

/** `AlmanacDeviceEditEngine` */
export type AlmanacDeviceTransaction =
  | Change<'name', string>
  | Change<'status', 'active' | 'disabled'>
  | PropertyChange
  | PolicyChange
  | ProjectChange
  | MfaChange

/** `AlmanacInterfaceEditEngine` */
export type AlmanacInterfaceTransaction =
  | Change<'device', Phid<'ADEV'>>
  | Change<'network', Phid<'ANET'>>
  | Change<'address', string>
  | Change<'port', number>
  | MfaChange

/** `AlmanacNamespaceEditEngine` */
export type AlmanacNamespaceTransaction = Change<'name', string> | PolicyChange | ProjectChange | MfaChange

/** `AlmanacNetworkEditEngine` */
export type AlmanacNetworkTransaction = Change<'name', string> | PolicyChange | MfaChange

/** `AlmanacServiceEditEngine`. The type is chosen when the service is made. */
export type AlmanacServiceTransaction =
  | Change<'name' | 'type', string>
  | PropertyChange
  | PolicyChange
  | ProjectChange
  | MfaChange

/** The methods of Almanac. */
export interface AlmanacMethods {
  readonly binding: {
    /** Finds bindings of services to interfaces. */
    readonly search: SearchMethod<AlmanacBindingConstraints, AlmanacBinding, ByAge>
    /** Changes a binding, or makes one. */
    readonly edit: EditMethod<'ABND', AlmanacBindingTransaction>
  }
  readonly device: {
    /** Finds devices. */
    readonly search: SearchMethod<AlmanacDeviceConstraints, AlmanacDevice, ByAge | 'name'>
    /** Changes a device, or makes one. */
    readonly edit: EditMethod<'ADEV', AlmanacDeviceTransaction>
  }
  readonly interface: {
    /** Finds interfaces of devices. */
    readonly search: SearchMethod<AlmanacInterfaceConstraints, AlmanacInterface, ByAge | 'name'>
    /** Changes an interface, or makes one. */
    readonly edit: EditMethod<'AINT', AlmanacInterfaceTransaction>
  }
  readonly namespace: {
    /** Finds namespaces. */
    readonly search: SearchMethod<AlmanacNamespaceConstraints, AlmanacNamespace, ByAge | 'name'>
    /** Changes a namespace, or makes one. */
    readonly edit: EditMethod<'ANAM', AlmanacNamespaceTransaction>
  }
  readonly network: {
    /** Finds networks. */
    readonly search: SearchMethod<AlmanacNetworkConstraints, AlmanacNetwork, ByAge>
    /** Changes a network, or makes one. */
    readonly edit: EditMethod<'ANET', AlmanacNetworkTransaction>
  }
  readonly service: {
    /** Finds services. */
    readonly search: SearchMethod<AlmanacServiceConstraints, AlmanacService, ByAge | 'name'>
    /** Changes a service, or makes one. */
    readonly edit: EditMethod<'ASRV', AlmanacServiceTransaction>
  }
}
