import type { Route } from '#platform/http/route.ts'
import { actionRoutes } from './action.routes.ts'
import { listRoutes } from './list.routes.ts'
import { listsRoutes } from './lists.routes.ts'
import { startRoutes } from './start.routes.ts'
import { threadRoutes } from './thread.routes.ts'

export const officeMessagesRoutes: readonly Route[] = [
  ...listRoutes,
  ...startRoutes,
  ...threadRoutes,
  ...actionRoutes,
  ...listsRoutes,
]
