# The image holds only what the program needs: the bundle, templates, rule packs, SQLite and licences.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# npm also installs the build of SQLite for Alpine.
RUN npm ci && rm -r node_modules/@libsql/*-musl
COPY tsconfig.json ./
COPY src ./src
COPY scripts/bundle.ts scripts/into-few-files.ts ./scripts/
RUN npm run build

FROM node:24-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/dist/app ./dist/app
COPY --from=build /app/dist/files ./dist/files
# SQLite is native code, which cannot be bundled.
COPY --from=build /app/node_modules/libsql ./node_modules/libsql
COPY --from=build /app/node_modules/@libsql ./node_modules/@libsql
COPY --from=build /app/node_modules/@neon-rs/load ./node_modules/@neon-rs/load
COPY --from=build /app/node_modules/detect-libc ./node_modules/detect-libc
COPY package.json LICENSE NOTICE ./
COPY templates ./templates
COPY packs ./packs

# A new volume copies owner and mode from the folder in the image as it is before VOLUME.
RUN install -d -o 1000 -g 1000 -m 700 /data
VOLUME /data

# The user "node" of the base image, as a number, so that an orchestrator can see that it is not root.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
	CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# node is process 1, so it receives SIGTERM and can answer the requests in flight.
CMD ["node", "--max-semi-space-size=8", "dist/app/main.js", "serve"]
