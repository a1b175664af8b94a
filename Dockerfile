# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image brings Node; the packages that carry it for machines without one are 100 MB of the same.
RUN npm ci && rm -rf node_modules/node-linux-*
COPY tsconfig.json tsconfig.pure.json ./
COPY scripts scripts
COPY crds crds
COPY src src
RUN node scripts/build.ts && npm prune --omit=dev && rm -rf node_modules/node-linux-*

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/crds crds
COPY --from=build /app/dist dist
# The id of the user node in this image.
USER 1000
CMD ["node", "dist/cli.js", "run"]
