# Targets: `service` (the default) is the product; `sandbox` is the local Entra and Graph for development.

FROM node:24-bookworm-slim AS sources
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
COPY sandbox/package.json sandbox/
COPY web/package.json web/
COPY packages/service/package.json packages/service/
COPY packages/client/package.json packages/client/
COPY examples/spa/package.json examples/spa/

FROM sources AS build
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.base.json tsconfig.build.json ./
COPY sandbox sandbox
COPY web web
COPY src src
COPY scripts/build.mjs scripts/bundle.mjs scripts/
RUN npm run build

# What the service needs at run time and nothing else: neither the workspaces nor optional peers such as the compiler.
FROM sources AS service-dependencies
RUN --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts --omit=dev --omit=optional --omit=peer --workspaces=false \
    && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM sources AS sandbox-dependencies
RUN --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts --omit=dev --omit=optional --omit=peer --workspace=sandbox --include-workspace-root=false \
    && rm node_modules/entra-sandbox

# A package manager is of use to an intruder only.
FROM node:24-bookworm-slim AS runtime
RUN rm -rf /usr/local/lib/node_modules /opt/yarn* /usr/local/bin/corepack /usr/local/bin/npm /usr/local/bin/npx \
    /usr/local/bin/yarn /usr/local/bin/yarnpkg
ENV NODE_ENV=production
WORKDIR /app
ENTRYPOINT []

FROM runtime AS sandbox
LABEL org.opencontainers.image.title="entra-sandbox" \
      org.opencontainers.image.description="A local Microsoft Entra ID and Microsoft Graph for development; never for production." \
      org.opencontainers.image.licenses="MIT"
COPY --from=sandbox-dependencies /app/node_modules node_modules
COPY --from=build /app/sandbox/package.json sandbox/
COPY --from=build /app/sandbox/dist sandbox/dist
COPY deploy/compose/*.mjs deploy/compose/
# Volumes that are mounted here belong to the user that writes to them.
RUN install -d -o node -g node /secrets /ca /tls-proxy /tls-redis
ENV SANDBOX_HOST=0.0.0.0
USER node
EXPOSE 4010 4011 4012 4013 4014
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s \
    CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.SANDBOX_PAGES_PORT || 4010) + '/_sandbox').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "sandbox/dist/main.js"]

FROM runtime AS service
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="entra-mail-bff" \
      org.opencontainers.image.description="Backend-for-frontend for Microsoft Entra ID and Microsoft Graph mail." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=service-dependencies /app/node_modules node_modules
COPY package.json ./
COPY --from=build /app/dist dist
COPY --from=build /app/web/dist web/dist
ENV HOST=0.0.0.0 PORT=3000
# Compiled code of all modules, a seventh of the work of a start. It counts for this user and this Node only, and is not needed.
ENV NODE_COMPILE_CACHE=/app/compile-cache
RUN install -d -o node -g node "$NODE_COMPILE_CACHE"
USER node
RUN ["node", "--input-type=module", "--eval", "await import('/app/dist/bundle/create-app.js')"]
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s \
    CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# A young generation as small as Node 20 has it: Node 24 would take 80 MB more.
CMD ["node", "--max-semi-space-size=16", "dist/main.js"]
