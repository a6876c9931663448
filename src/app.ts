import type { FastifyInstance } from 'fastify'
import { accountsRoutes } from '#features/accounts/resident.routes.ts'
import { publicAnnouncementsRoutes } from '#features/announcements/public.routes.ts'
import { announcementsRoutes } from '#features/announcements/resident.routes.ts'
import { calendarRoutes } from '#features/calendar/resident.routes.ts'
import { chargesRoutes } from '#features/charges/resident.routes.ts'
import { contactRoutes } from '#features/contact/contact.routes.ts'
import { publicDocumentsRoutes } from '#features/documents/public.routes.ts'
import { documentsRoutes } from '#features/documents/resident.routes.ts'
import { homeRoutes } from '#features/home/home.routes.ts'
import { loginRoutes } from '#features/login/login.routes.ts'
import { messagesRoutes } from '#features/messages/resident.routes.ts'
import { metersRoutes } from '#features/meters/resident.routes.ts'
import { officeAnnouncementsRoutes } from '#features/office-announcements/office.routes.ts'
import { officeAuditRoutes } from '#features/office-audit/audit.routes.ts'
import { officeDocumentsRoutes } from '#features/office-documents/office.routes.ts'
import { officeHomeRoutes } from '#features/office-home/office.routes.ts'
import { officeImportRoutes } from '#features/office-import/office.routes.ts'
import { officeJobsRoutes } from '#features/office-jobs/office.routes.ts'
import { officeLoginsRoutes } from '#features/office-logins/office.routes.ts'
import { officeMessagesRoutes } from '#features/office-messages/office.routes.ts'
import { officePaymentsRoutes } from '#features/office-payments/office.routes.ts'
import { officePeopleRoutes } from '#features/office-people/office.routes.ts'
import { officeRegistrationsRoutes } from '#features/office-registrations/office.routes.ts'
import { officeRequestsRoutes } from '#features/office-requests/office.routes.ts'
import { changesEveryPage, officeSettingsRoutes } from '#features/office-settings/settings.routes.ts'
import { officeStaffRoutes } from '#features/office-staff/office.routes.ts'
import { officeStatisticsRoutes } from '#features/office-statistics/office.routes.ts'
import { premisesRoutes } from '#features/premises/resident.routes.ts'
import { profileRoutes } from '#features/profile/resident.routes.ts'
import { registrationRoutes } from '#features/registration/registration.routes.ts'
import { settlementsRoutes } from '#features/settlements/resident.routes.ts'
import { uploadEdge } from '#import/receive/upload-edge.ts'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import type { Route } from '#platform/http/route.ts'
import { securityTxt } from '#platform/http/security-txt.ts'
import { createServer } from '#platform/http/server.ts'
import type { Log } from '#platform/log.ts'
import { buildAssets } from './assets.ts'
import { watchCooperative } from './cooperative.ts'
import { devRoutes } from './dev.routes.ts'
import { createDrawing } from './drawing.ts'

/** Everything the portal answers to, in the order of the menu: its table of contents. */
export const routes: readonly Route[] = [
  ...homeRoutes,
  ...loginRoutes,
  ...registrationRoutes,
  ...accountsRoutes,
  ...chargesRoutes,
  ...calendarRoutes,
  ...profileRoutes,
  ...premisesRoutes,
  ...metersRoutes,
  ...settlementsRoutes,
  ...documentsRoutes,
  ...publicDocumentsRoutes,
  ...announcementsRoutes,
  ...publicAnnouncementsRoutes,
  ...messagesRoutes,
  ...contactRoutes,
  ...officeHomeRoutes,
  ...officeMessagesRoutes,
  ...officeRequestsRoutes,
  ...officeRegistrationsRoutes,
  ...officeAnnouncementsRoutes,
  ...officeDocumentsRoutes,
  ...officeImportRoutes,
  ...officePaymentsRoutes,
  ...officeJobsRoutes,
  ...officePeopleRoutes,
  ...officeStatisticsRoutes,
  ...officeSettingsRoutes,
  ...officeAuditRoutes,
  ...officeStaffRoutes,
  ...officeLoginsRoutes,
]

export interface AppParts {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly baseUrl: string
  readonly hstsThisNameOnly?: boolean
  /** Stands in `/.well-known/security.txt`; none = there is no such page. */
  readonly securityContact?: string | undefined
  readonly trustProxy: boolean
  readonly keptPagesBytes?: number
  /** Adds the component page. */
  readonly dev?: boolean
  /** The folder where deliveries sent over the network wait; none = they are not taken. */
  readonly inboxDir?: string | null
}

/** Puts the slices, the pages' frame and the HTTP edge together. Does not listen yet; closing it leaves the database to the caller. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const assets = await buildAssets()
  const cooperative = await watchCooperative(parts.database, parts.log)
  const drawing = createDrawing(assets, cooperative, routes)
  const app = await createServer({
    ...parts,
    routes: parts.dev ? [...routes, ...devRoutes] : routes,
    assets: assets.byPath,
    drawing,
    beside: async (app) => {
      await app.register(uploadEdge({ ...parts, inboxDir: parts.inboxDir ?? null }))
      await app.register(securityTxt(parts))
    },
  })
  // Whoever changes the cooperative's name, colour or logo sees it on the next page.
  app.addHook('onSend', async (request) => {
    if (changesEveryPage(request.method, request.routeOptions.url)) await cooperative.refresh()
  })
  app.addHook('onClose', async () => cooperative.stop())
  return app
}
