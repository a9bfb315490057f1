# A static binary and nothing else. Build: docker build -t cliffhanger .
# Run: docker run -e DISCORD_TOKEN=... -v cliffhanger:/data -v ./my-story:/story:ro cliffhanger
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/cliffhanger ./cmd/cliffhanger && mkdir /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/cliffhanger /cliffhanger
# An empty volume takes its owner from the folder in the image.
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV DATA_DIR=/data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s CMD ["/cliffhanger", "health"]
ENTRYPOINT ["/cliffhanger"]
CMD ["serve", "--story", "/story", "--health", "127.0.0.1:8421"]
