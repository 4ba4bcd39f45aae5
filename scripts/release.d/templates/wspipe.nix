# Call this with nixpkgs' callPackage.
{
  lib,
  stdenvNoCC,
  fetchurl,
  installShellFiles,
}:

let
  version = "@VERSION@";
  archives = {
    x86_64-linux = {
      name = "linux-amd64";
      sha256 = "@SHA256:linux-amd64.tar.gz@";
    };
    aarch64-linux = {
      name = "linux-arm64";
      sha256 = "@SHA256:linux-arm64.tar.gz@";
    };
    armv7l-linux = {
      name = "linux-armv7";
      sha256 = "@SHA256:linux-armv7.tar.gz@";
    };
    i686-linux = {
      name = "linux-386";
      sha256 = "@SHA256:linux-386.tar.gz@";
    };
    x86_64-darwin = {
      name = "darwin-amd64";
      sha256 = "@SHA256:darwin-amd64.tar.gz@";
    };
    aarch64-darwin = {
      name = "darwin-arm64";
      sha256 = "@SHA256:darwin-arm64.tar.gz@";
    };
  };
  inherit (stdenvNoCC.hostPlatform) system;
  archive = archives.${system} or (throw "wspipe has no archive for ${system}");
in
stdenvNoCC.mkDerivation {
  pname = "wspipe";
  inherit version;

  src = fetchurl {
    url = "@DOWNLOADS@/wspipe-${version}-${archive.name}.tar.gz";
    inherit (archive) sha256;
  };

  nativeBuildInputs = [ installShellFiles ];

  installPhase = ''
    runHook preInstall
    install -Dm755 wspipe $out/bin/wspipe
    install -Dm644 LICENSE THIRD-PARTY-LICENSES.txt -t $out/share/doc/wspipe
    installManPage man/wspipe.1
    installShellCompletion --cmd wspipe \
      --bash completions/wspipe.bash \
      --fish completions/wspipe.fish \
      --zsh completions/_wspipe
    runHook postInstall
  '';

  meta = {
    description = "WebSocket in a shell pipeline";
    homepage = "https://@HOME@";
    license = lib.licenses.mit;
    sourceProvenance = [ lib.sourceTypes.binaryNativeCode ];
    platforms = builtins.attrNames archives;
    mainProgram = "wspipe";
  };
}
