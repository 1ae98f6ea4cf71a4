# lightfield-import as a container:
#   docker build --tag lightfield-import .
#   docker run --rm --env LIGHTFIELD_API_KEY --volume "$PWD:/data" --user "$(id -u):$(id -g)" lightfield-import \
#     run deals.csv --mapping deals.yaml

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Scripts later: the one of this project builds it, and its sources are not there yet.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY bin ./bin
COPY src ./src
COPY tsconfig.json tsconfig.build.json ./
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM node:24-slim
# What is compiled is kept for the next call (docs/security.md), which a container seldom sees.
ENV NODE_ENV=production NODE_DISABLE_COMPILE_CACHE=1
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE README.md CHANGELOG.md ./
COPY bin ./bin
COPY schema ./schema
# Files, mappings and the ledger are mounted here; whoever starts it with --user may be anybody.
WORKDIR /data
RUN chown node:node /data
USER node
# A signal reaches the program itself: it finishes the requests that are under way before it ends.
ENTRYPOINT ["node", "/app/bin/lightfield-import.cjs"]
CMD ["--help"]
