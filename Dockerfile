# e-BOK as a container: an ordinary user, a read-only file system, everything it keeps in /dane.
#   docker build -t ebok .
#   docker run -d --name ebok --read-only --tmpfs /tmp:mode=1777 --cap-drop ALL --security-opt no-new-privileges \
#     -v ebok-dane:/dane -v /etc/ebok/ebok.env:/run/ebok.env:ro -e EBOK_SETTINGS_FILE=/run/ebok.env -p 127.0.0.1:8080:8080 ebok
# ebok.env must belong to uid 10001 and be 0600. A web server with TLS stands in front (docs/operate/nginx.conf).
FROM node:24-bookworm-slim AS packages
WORKDIR /opt/ebok
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

# Node comes with the packages; libatomic1 is all it wants of the system.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends libatomic1 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 ebok && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin ebok \
 && install -d -o ebok -g ebok -m 0700 /dane
WORKDIR /opt/ebok
COPY --from=packages /opt/ebok/node_modules node_modules
COPY package.json LICENSE ./
COPY bin bin
COPY tools/register.mjs tools/register.mjs
COPY db db
COPY src src
COPY docs docs
USER ebok
ENV PATH=/opt/ebok/node_modules/.bin:/opt/ebok/bin:/usr/bin:/bin EBOK_DATA_DIR=/dane EBOK_HOST=0.0.0.0
VOLUME /dane
EXPOSE 8080
# The database must end cleanly.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.EBOK_PORT||8080)+'/assets/none',{signal:AbortSignal.timeout(4000)}).then(r=>process.exit(r.status<500?0:1),()=>process.exit(1))"]
ENTRYPOINT ["bin/ebok"]
CMD ["serve"]
