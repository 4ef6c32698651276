# syntax=docker/dockerfile:1
# The gateway in a container: docs/administrator.md, "In a container". The context is the root of the project.

FROM node:24.21.0-trixie-slim AS dependencies
WORKDIR /app
# npm looks at the whole list of workspaces, of which it installs two.
COPY package.json package-lock.json ./
COPY sdk/package.json sdk/
COPY gateway/package.json gateway/
COPY demo-app/package.json demo-app/
COPY extension/package.json extension/
COPY testing/package.json testing/
COPY docs/reference/package.json docs/reference/
# Nothing that a dependency brings is run while the image is built.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace=sdk --workspace=gateway

FROM node:24.21.0-trixie-slim
LABEL org.opencontainers.image.title="phorge-conduit-gateway" \
      org.opencontainers.image.description="OAuth 2 authorization server and Conduit endpoint for Phorge" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    GATEWAY_HOST=0.0.0.0 \
    GATEWAY_PORT=8080 \
    GATEWAY_DATA_DIRECTORY=/var/lib/phorge-conduit-gateway \
    NODE_COMPILE_CACHE=/app/.compile-cache
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=dependencies /app/gateway gateway
COPY package.json LICENSE ./
COPY sdk/package.json sdk/
COPY sdk/src sdk/src
COPY gateway/src gateway/src
# What Node.js makes of the code is kept with it, which halves the time of a start. It keeps that for each user, and must
# not be able to change it later.
RUN install --directory --owner=node .compile-cache \
 && setpriv --reuid=node --regid=node --clear-groups node gateway/src/main.ts --help > /dev/null \
 && chown --recursive root:root .compile-cache \
 && chmod --recursive a+rX .compile-cache
# The code is root's and the process is not: what is broken into cannot change what runs. The data is the process's.
RUN install --directory --owner=node --group=node --mode=0700 /var/lib/phorge-conduit-gateway
USER node
VOLUME /var/lib/phorge-conduit-gateway
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.GATEWAY_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# It answers SIGTERM by letting what is under way finish.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "gateway/src/main.ts"]
