# The image holds what a release holds, and nothing else: docs/releasing.md.

# The digest of the base image, as sha256:… A release gives it. Without it, a build takes what the tag means that day.
ARG NODE_DIGEST

FROM node:24-bookworm-slim${NODE_DIGEST:+@$NODE_DIGEST} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY LICENSE NOTICE tsconfig.json ./
COPY src ./src
COPY scripts/build ./scripts/build
COPY packs ./packs
COPY templates ./templates
RUN npm run release

FROM node:24-bookworm-slim${NODE_DIGEST:+@$NODE_DIGEST}
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/dist/release/superbill ./

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
