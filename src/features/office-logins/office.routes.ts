import type { Route } from '#platform/http/route.ts'
import { batchRoutes } from './batch.routes.ts'
import { personLoginRoutes } from './person.routes.ts'

export const officeLoginsRoutes: readonly Route[] = [...personLoginRoutes, ...batchRoutes]
